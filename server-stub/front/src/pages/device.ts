import { html } from './html.ts';
import { csrfField, layout, name, problemBox } from './layout.ts';
import type { Language } from './language.ts';
import { textsOf, type DeviceProblem } from './texts.ts';

export interface DeviceModel {
  /** Where `user_code` is posted to. */
  action: string;
  /** Comes back as `xsrf`. */
  csrf: string;
  /** What was typed before, or came with the address. */
  userCode?: string;
  problem?: DeviceProblem;
}

/** Two groups of four letters, with or without a dash or spaces. */
const pattern = String.raw`\s*(?:[A-Za-z][\s\-]*){8}`;

/** Asks for the code that a device shows (RFC 8628 section 3.3). */
export function devicePage({ action, csrf, userCode, problem }: DeviceModel, language: Language): string {
  const { device, ...texts } = textsOf(language);
  return layout({
    language,
    title: device.title,
    problem: problem !== undefined,
    address: { path: action, ...(userCode === undefined ? {} : { parameters: { user_code: userCode } }) },
    content: html`
      <p>${device.lead}</p>
      ${problemBox(texts, problem && device.problems[problem])}
      <form method="post" action="${action}">
        ${csrfField(csrf)}
        <label for="user_code">${device.code}</label>
        <p class="hint" id="hint">${device.hint}</p>
        <input
          class="code"
          id="user_code"
          name="user_code"
          type="text"
          value="${userCode ?? ''}"
          inputmode="text"
          pattern="${pattern}"
          title="${device.hint}"
          autocapitalize="characters"
          autocomplete="off"
          autocorrect="off"
          spellcheck="false"
          maxlength="30"
          required
          aria-describedby="${problem !== undefined && 'problem '}hint"
          ${problem !== undefined && html`aria-invalid="true"`}
          autofocus
        />
        <div class="actions"><button>${device.submit}</button></div>
      </form>
    `,
  });
}

export interface DeviceConfirmModel {
  /** Where `user_code` is posted to, with `confirm` or with `abort`. */
  action: string;
  /** Comes back as `xsrf`. */
  csrf: string;
  /** As the device shows it. */
  userCode: string;
  applicationName: string;
  /** What the person may recognise the device by. */
  deviceInfo?: string;
}

/**
 * Shows the code to compare with the device's before anybody signs in, with a warning: codes are also sent to people by
 * those who want to act in their name (RFC 8628 section 5.4).
 */
export function deviceConfirmPage(model: DeviceConfirmModel, language: Language): string {
  const { deviceConfirm } = textsOf(language);
  const { action, csrf, userCode, applicationName, deviceInfo } = model;
  return layout({
    language,
    title: deviceConfirm.title,
    address: { path: action, parameters: { user_code: userCode } },
    content: html`
      <p>${deviceConfirm.lead(name(applicationName))}</p>
      <p class="code" translate="no">${userCode}</p>
      ${deviceInfo && html`<p class="muted">${deviceConfirm.device} <bdi>${deviceInfo}</bdi></p>`}
      <p>${deviceConfirm.warning}</p>
      <form method="post" action="${action}">
        ${csrfField(csrf)}
        <input type="hidden" name="user_code" value="${userCode}" />
        <div class="actions">
          <button name="confirm" value="yes">${deviceConfirm.confirm}</button>
          <button name="abort" value="yes" class="quiet">${deviceConfirm.abort}</button>
        </div>
      </form>
    `,
  });
}

/** Says that the errand is done, and that the person can go back to the device. */
export function deviceDonePage({ approved }: { approved: boolean }, language: Language): string {
  const { title, text } = textsOf(language).deviceDone[approved ? 'approved' : 'denied'];
  return layout({ language, title, content: html`<p>${text}</p>` });
}
