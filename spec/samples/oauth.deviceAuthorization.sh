curl "$GUICHET_BASE_URL/oauth/device_authorization" \
  -d "client_id=$APP_CLIENT_ID" \
  -d scope=utilisateur.read
