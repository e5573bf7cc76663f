curl -X POST "$GUICHET_BASE_URL/oauth/introspect" \
  -u "$GUICHET_CLIENT_ID:$GUICHET_CLIENT_SECRET" \
  -d "token=$TOKEN"
