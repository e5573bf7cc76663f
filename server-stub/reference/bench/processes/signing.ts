/** The yardstick of the token endpoint: signs tokens with jose, and does nothing else. */
import { randomUUID } from 'node:crypto';
import { SignJWT, generateKeyPair } from 'jose';
import { answerQuestions } from '../lib/answers.ts';

const alg = process.argv[2] ?? 'RS256';
const { privateKey } = await generateKeyPair(alg);

/** The claims of our own tokens. */
const sign = () =>
  new SignJWT({
    client_id: 'cl_000000000000',
    scope: 'collectivites.read collectivites.labellisations.read indicateurs.definitions.read indicateurs.valeurs.read',
    act: { sub: 'cl_000000000000' },
    role: 'utilisateur',
  })
    .setProtectedHeader({ alg, kid: 'key', typ: 'at+jwt' })
    .setIssuer('http://localhost:8080')
    .setAudience('http://localhost:8080/api/v1')
    .setSubject('17440546-f389-4d4f-bfdb-b0c94a1bd0f9')
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime('15m')
    .sign(privateKey);

answerQuestions({}, async ({ signatures }: { signatures: number }) => {
  for (let n = 0; n < signatures; n += 1) await sign();
  return {};
});
