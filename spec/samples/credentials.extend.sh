# EXPIRES_AT: until when, such as 2030-01-31T00:00:00Z
curl -X POST \
  "$GUICHET_BASE_URL/api/v1/credentials/$CLIENT_ID/extend" \
  -H "Authorization: Bearer $TOKEN" \
  -H 'Content-Type: application/json' \
  -d "{ \"expires_at\": \"$EXPIRES_AT\" }"
