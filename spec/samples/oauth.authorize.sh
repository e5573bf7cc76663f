# Keep both in the person's session.
STATE=$(openssl rand -hex 16)
CODE_VERIFIER=$(openssl rand -hex 32)
CODE_CHALLENGE=$(printf %s "$CODE_VERIFIER" |
  openssl dgst -sha256 -binary | openssl base64 -A |
  tr '+/' '-_' | tr -d =)

# Prints the address to open in the person's browser.
curl -G "$GUICHET_BASE_URL/oauth/authorize" \
  -d response_type=code \
  -d "client_id=$APP_CLIENT_ID" \
  -d redirect_uri=http://127.0.0.1:3000/callback \
  -d scope=utilisateur.read \
  -d "state=$STATE" \
  -d "code_challenge=$CODE_CHALLENGE" \
  -d code_challenge_method=S256 \
  -s -o /dev/null -w '%{url_effective}\n'
