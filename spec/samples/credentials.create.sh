curl -X POST "$GUICHET_BASE_URL/api/v1/credentials" \
  -H "Authorization: Bearer $TOKEN" \
  -H 'Content-Type: application/json' \
  -d '{
  "name": "Nightly pull",
  "permission_set": "read_only"
}'
