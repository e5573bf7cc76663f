import type { Reporter, TestModule } from 'vitest/node';

/** Totals of one vitest run, and why each skipped test was skipped. */
export class SummaryReporter implements Reporter {
  passed = 0;
  failed = 0;
  skipped: { title: string; why: string }[] = [];
  titles: string[] = [];
  files = 0;

  onTestRunEnd(modules: ReadonlyArray<TestModule>, errors: ReadonlyArray<unknown>): void {
    this.failed += errors.length;
    this.files = modules.length;
    for (const module of modules) {
      // A file that did not load has no tests to count, and is a failure all the same.
      this.failed += module.errors().length;
      for (const test of module.children.allTests()) {
        this.titles.push(test.name);
        const result = test.result();
        if (result.state === 'passed') this.passed += 1;
        else if (result.state === 'failed') this.failed += 1;
        else {
          const note = 'note' in result && typeof result.note === 'string' ? result.note : 'no reason given';
          this.skipped.push({ title: `${module.relativeModuleId}: ${test.fullName}`, why: note });
        }
      }
    }
  }
}
