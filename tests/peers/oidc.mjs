// A real OpenID provider (npm oidc-provider) for the tests: HOST, PORT, its clients as JSON in CLIENTS.
// Nobody types here: the test's browser says in the address of the interaction who signs in, how
// surely, or that it turns back.
import { Provider } from "oidc-provider";

const port = Number(process.env.PORT);
const issuer = `http://${process.env.HOST}:${port}`;
const CODE = "urn:oid:1.2.246.21";

const provider = new Provider(issuer, {
  clients: JSON.parse(process.env.CLIENTS),
  cookies: { keys: ["only for tests"] },
  acrValues: ["loa1", "loa2", "loa3"],
  claims: { openid: ["sub", "acr", "amr", CODE] },
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  features: {
    devInteractions: { enabled: false },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: { enabled: true },
  },
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  // The account's name carries the identity code that the register would know: name or name~code.
  findAccount: (_ctx, id) => {
    const [sub, code] = id.split("~");
    return { accountId: id, claims: () => (code ? { sub, [CODE]: code } : { sub }) };
  },
});

// What a person in a journey sees; a test that is no person answers in the address at once.
const PAGE = `<!doctype html><html lang="fi"><title>Koetunnistus</title><h1>Koetunnistus</h1>
<form><label>Tunnus <input name="account"></label><input type="hidden" name="acr" value="loa3">
<button>Tunnistaudu</button></form><a href="?account=">Peruuta</a>`;

provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith("/interaction/")) return next();
  const { params } = await provider.interactionDetails(ctx.req, ctx.res);
  const { account, acr, amr } = ctx.query;
  if (account === undefined) {
    ctx.body = PAGE;
    return undefined;
  }
  let result = { error: "access_denied" };
  if (account) {
    const grant = new provider.Grant({ accountId: account, clientId: params.client_id });
    grant.addOIDCScope("openid");
    const login = { accountId: account, acr, amr: amr ? amr.split(" ") : undefined };
    result = { login, consent: { grantId: await grant.save() } };
  }
  ctx.respond = false;
  return provider.interactionFinished(ctx.req, ctx.res, result, { mergeWithLastSubmission: false });
});

provider.listen(port, "127.0.0.1");
