curl -X POST "$GUICHET_REGISTRY_URL/api-keys/validate" \
  -H "Authorization: Bearer $TOKEN" \
  -H 'Content-Type: application/json' \
  -d "{ \"api_key\": \"$API_KEY\" }"
