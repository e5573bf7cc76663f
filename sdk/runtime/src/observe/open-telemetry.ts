/** Where every copy of `@opentelemetry/api` 1.x keeps what the application registered. */
export const openTelemetryKey = Symbol.for('opentelemetry.js.api.1');
