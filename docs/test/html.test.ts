import { expect, it } from 'vitest';
import { html, raw } from '../src/html.ts';

it('escapes what is put in, and leaves markup alone', () => {
  expect(html`<p title="${'"'}">${'<b> & </b>'}${raw('<i>x</i>')}</p>`.markup).toBe(
    '<p title="&quot;">&lt;b&gt; &amp; &lt;/b&gt;<i>x</i></p>',
  );
});

it('joins lists, and shows nothing for what is absent or false', () => {
  expect(html`${['a', html`<b>${1}</b>`, undefined, null, false, 0]}`.markup).toBe('a<b>1</b>0');
});
