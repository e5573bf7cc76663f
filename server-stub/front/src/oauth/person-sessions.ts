import type { KoaContextWithOIDC, Provider } from 'oidc-provider';

/** What comes before oidc-provider's own handling of a browser. */
export function prepareBrowsers(
  provider: Provider,
  { authorization, devicePath }: { authorization: string | undefined; devicePath: string },
): void {
  const starts = new Set<string | undefined>([authorization, devicePath]);

  provider.use(async (context, next) => {
    if (context.method === 'GET' && starts.has(context.path)) {
      await forgetSignIn(provider, context as KoaContextWithOIDC);
      if (context.path === devicePath) prefillUserCode(context as KoaContextWithOIDC);
      else refuseOtherModes(context as KoaContextWithOIDC);
    }
    // A cookie tells whose flow goes on. oidc-provider would take a client from the address, and fail on what is
    // missing there.
    if (authorization !== undefined && context.path.startsWith(`${authorization}/`)) context.querystring = '';
    await next();
  });
}

/**
 * A flow that begins knows nobody: without this, somebody else who signs in within the ten minutes of a session would
 * meet a page of oidc-provider's that asks, by script, to end that session first.
 */
async function forgetSignIn(provider: Provider, { req, res }: KoaContextWithOIDC): Promise<void> {
  const { cookie } = req.headers;
  const name = provider.cookieName('session');
  if (cookie === undefined || !cookie.includes(name)) return;
  const session = await provider.Session.get(provider.createContext(req, res) as KoaContextWithOIDC);
  if (session.accountId === undefined) return;
  await session.destroy();
  req.headers.cookie = cookie
    .split(/; */)
    .filter((pair) => !pair.startsWith(name))
    .join('; ');
}

/** oidc-provider answers other modes by a page with a script, or where scripts read it. The refusal goes by the query. */
function refuseOtherModes(context: KoaContextWithOIDC): void {
  const { response_mode: mode, ...query } = context.query;
  if (mode === undefined || mode === 'query') return;
  context.query = query;
  context.state['otherMode'] = true;
}

/**
 * A code in the address (RFC 8628 section 3.3.1) goes into the field for the person to compare. oidc-provider would send
 * the form by script at once.
 */
function prefillUserCode(context: KoaContextWithOIDC): void {
  const { user_code: userCode, ...query } = context.query;
  if (userCode === undefined) return;
  context.query = query;
  context.state['userCode'] = typeof userCode === 'string' ? userCode.slice(0, 32) : undefined;
}
