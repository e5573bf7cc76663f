/** The flows of people in a real browser without scripts. Needs Debian's chromium; without it they are skipped and say so. */
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserMissing, launch, violations } from '../../../front/test/support/browser.ts';
import { startServer, type RunningServer } from '../../src/index.ts';
import { testConfig } from '../support/app.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { furnish, password } from '../support/counter.ts';
import { poll, post, startDevice } from '../support/device.ts';

const said = {
  en: {
    locale: 'en-GB',
    other: 'Français',
    continue: 'Continue',
    code: 'Code',
    mine: 'It is mine, continue',
    login: 'Login',
    password: 'Password',
    signIn: 'Sign in',
    wrong: 'do not match',
    grant: 'Grant access',
    done: 'The device is connected',
  },
  fr: {
    locale: 'fr-FR',
    other: 'English',
    continue: 'Continuer',
    code: 'Code',
    mine: 'C’est le mien, continuer',
    login: 'Identifiant',
    password: 'Mot de passe',
    signIn: 'Se connecter',
    wrong: 'ne correspondent pas',
    grant: 'Autoriser',
    done: 'L’appareil est connecté',
  },
} as const;

describe.skipIf(browserMissing !== undefined)(
  `people in a browser without scripts${browserMissing ? ` (missing: ${browserMissing})` : ''}`,
  { timeout: 120_000 },
  () => {
    let browser: Browser;
    let server: RunningServer;
    let database: TestDatabase;
    beforeAll(async () => {
      database = await createDatabase();
      server = await startServer({ ...testConfig, database: database.location, seed: false });
      await furnish(server.db);
      browser = await launch();
    }, 180_000);
    afterAll(async () => {
      await browser?.close();
      await server?.close();
      await database?.drop();
    });

    async function visit(locale: string, walk: (page: Page, complaints: string[]) => Promise<void>): Promise<void> {
      const context = await browser.newContext({ locale, javaScriptEnabled: false });
      const complaints: string[] = [];
      try {
        const page = await context.newPage();
        page.on('console', (message) => {
          // The page of a wrong password has a status of 422, which is what the browser says about it.
          if (message.type() === 'error' && !message.text().includes('422')) complaints.push(message.text());
        });
        await walk(page, complaints);
      } finally {
        await context.close();
      }
    }

    const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

    it.each(['en', 'fr'] as const)('connect a device in %s, and axe finds nothing on the way', async (language) => {
      const words = said[language];
      const device = await startDevice(server);
      const copy = await browser.newPage();
      await visit(words.locale, async (page, complaints) => {
        const look = async () => {
          expect(await page.locator('html').getAttribute('lang')).toBe(language);
          // axe needs timers, which a page without scripts has not: it looks at a copy.
          await copy.setContent(await page.content());
          expect(await violations(copy)).toEqual([]);
        };
        await page.goto(device.verification_uri);
        await look();
        await page.getByLabel(words.code).fill(device.user_code.toLowerCase().replace('-', ''));
        await press(page, words.continue);
        expect(await page.locator('p.code').innerText()).toBe(device.user_code);
        await look();
        await press(page, words.mine);
        await page.getByLabel(words.login).fill('lea');
        await page.getByLabel(words.password).fill('not this one');
        await press(page, words.signIn);
        expect(await page.getByRole('alert').innerText()).toContain(words.wrong);
        await look();
        await page.getByLabel(words.password).fill(password);
        await press(page, words.signIn);
        await look();
        await press(page, words.grant);
        expect(await page.getByRole('heading').innerText()).toBe(words.done);
        await look();
        expect(complaints).toEqual([]);
      });
      await copy.close();
      const { status, body } = await poll(server, device.device_code);
      expect({ status, scope: body['scope'] }).toEqual({ status: 200, scope: 'collectivites.read utilisateur.read' });
    });

    it('change the language on the way, and keep it and the code', async () => {
      const device = await startDevice(server);
      await visit('en-GB', async (page) => {
        await page.goto(device.verification_uri_complete);
        await page.getByRole('link', { name: said.en.other }).click();
        expect(await page.getByLabel(said.fr.code).inputValue()).toBe(device.user_code);
        await press(page, said.fr.continue);
        await press(page, said.fr.mine);
        expect(await page.getByRole('heading').innerText()).toBe('Connexion');
      });
    });

    it('return to an application on their machine with a code: the policy of the page lets the form lead there', async () => {
      const verifier = randomBytes(32).toString('base64url');
      const application = createServer((_request, response) => response.end('back'));
      await new Promise<void>((ready) => application.listen(0, '127.0.0.1', ready));
      const redirectUri = `http://127.0.0.1:${(application.address() as AddressInfo).port}/callback`;
      const query = new URLSearchParams({
        response_type: 'code',
        client_id: 'guichet-cli',
        redirect_uri: redirectUri,
        scope: 'collectivites.read',
        state: 'xyz',
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
      });
      await visit('fr-FR', async (page, complaints) => {
        await page.goto(`${server.url}/oauth/authorize?${query}`);
        await page.getByLabel(said.fr.login).fill('lea');
        await page.getByLabel(said.fr.password).fill(password);
        await press(page, said.fr.signIn);
        await press(page, said.fr.grant);
        const back = new URL(page.url());
        expect(complaints).toEqual([]);
        expect(back.origin + back.pathname).toBe(redirectUri);
        expect(back.searchParams.get('state')).toBe('xyz');
        const { status, body } = await post(server, '/oauth/token', {
          grant_type: 'authorization_code',
          client_id: 'guichet-cli',
          code: back.searchParams.get('code') ?? '',
          redirect_uri: redirectUri,
          code_verifier: verifier,
        });
        expect({ status, scope: body['scope'] }).toEqual({ status: 200, scope: 'collectivites.read' });
      });
      application.close();
    });
  },
);
