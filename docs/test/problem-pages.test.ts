import * as cheerio from 'cheerio';
import { describe, expect, it } from 'vitest';
import { identity } from '../../guichet.config.ts';
import { raw } from '../src/html.ts';
import { problemPages } from '../src/problem-pages.ts';
import type { Page } from '../src/site.ts';
import { buildTiny } from './support/folder.ts';
import { tinySite } from './support/site.ts';

const uri = `${identity.problemBase}not-found`;
const type = { slug: 'not-found', uri, title: 'Not <found>', statuses: [404], example: { type: uri } };
const guide: Page = {
  file: 'errors.html',
  title: 'Errors',
  description: '',
  content: raw(
    '<h2 id="other">Other</h2><p>Not this.</p>' +
      '<h3 id="not-found"><a href="#not-found">not-found</a></h3><p class="problem">404</p>' +
      '<p>Look <a href="start.html#part">there</a>, <a href="#other">here</a>, <a href="https://a.example/">away</a>.</p>' +
      '<p>More.</p><h3 id="bare">Bare</h3>',
  ),
};
const start: Page = { ...guide, file: 'start.html', content: raw('<h1>Start</h1>') };

describe('the page of a problem type', () => {
  const open = async (language: 'en' | 'fr' = 'en') => {
    const [page] = problemPages([type], [start, guide], await tinySite({ language }));
    return { page, $: cheerio.load(page?.content.markup ?? '') };
  };

  it('stands at the last part of its URI, and says that the URI is its address', async () => {
    const { page, $ } = await open();
    expect(page).toMatchObject({ file: 'problems/not-found/index.html', canonical: uri, title: 'not-found' });
    expect($('h1').text()).toBe('not-found');
    expect($('.problem').text()).toContain(`404 Not <found> ${uri}`);
  });

  it('says what the guide says first, in one paragraph, and leads to the guide', async () => {
    const { page, $ } = await open();
    const [, text, next] = $('p').toArray();
    expect($(text).text()).toBe('Look there, here, away.');
    expect(page?.description).toBe('Look there, here, away.');
    expect($(next).find('a').attr('href')).toBe('../../errors.html#not-found');
    expect($.text()).not.toContain('More.');
  });

  it('links to the same places as the guide, from its own folder', async () => {
    const { $ } = await open();
    const links = $('p:not(.next) a').toArray();
    expect(links.map((link) => $(link).attr('href'))).toEqual([
      '../../start.html#part',
      '../../errors.html#other',
      'https://a.example/',
    ]);
  });

  it('says that a title of the contract is English, where the page is not', async () => {
    expect((await open('fr')).$('.problem').html()).toContain('<span lang="en">Not &lt;found&gt;</span>');
    expect((await open('en')).$('.problem [lang]').length).toBe(0);
  });

  it.each(['odd', 'bare'])('is not made without an explanation: fails and names the heading (%s)', async (slug) => {
    const site = await tinySite();
    expect(() => problemPages([{ ...type, slug }], [guide], site)).toThrow(`Add the heading ### \`${slug}\``);
  });
});

it('every type has its page in each language, with the assets of its edition and its canonical address', async () => {
  const files = await buildTiny();
  for (const [folder, up] of [
    ['', '../../'],
    ['fr/', '../../../'],
  ] as const) {
    for (const slug of ['not-found', 'gone']) {
      const $ = cheerio.load(files.get(`${folder}problems/${slug}/index.html`) ?? '');
      expect($('link[rel=canonical]').attr('href')).toBe(identity.problemBase + slug);
      expect($('link[rel=stylesheet]').attr('href')).toBe(`${up}assets/docs.css`);
      expect($('script:not([src]), style, [style]').length).toBe(0);
    }
  }
  // Nobody has translated the guide on errors: its words on a French page are told apart.
  const french = cheerio.load(files.get('fr/problems/gone/index.html') ?? '');
  expect(french('html').attr('lang')).toBe('fr');
  expect(french('main').attr('lang')).toBe('en');
});
