/** What the APIs of the peers answer, by the beginning of the path; as much of it as their clients look at. */
export const peerAnswers: readonly (readonly [string, object])[] = [
  [
    '/v1/messages',
    { id: 'msg_1', type: 'message', role: 'assistant', model: 'a', content: [], stop_reason: 'end_turn' },
  ],
  ['/v1/models', { id: 'a', type: 'model', object: 'model', created: 1_700_000_000, owned_by: 'a' }],
  ['/v1/chat/completions', { id: 'a', object: 'chat.completion', created: 1_700_000_000, model: 'a', choices: [] }],
  ['/api/v2/clients', { client_id: 'a', name: 'a', app_type: 'non_interactive', callbacks: [] }],
  [
    '/api/ledger/v2/write/transactions',
    { data: { id: 1, metadata: {}, postings: [], reverted: false, timestamp: '2024-01-01T00:00:00Z' } },
  ],
  ['/api/ledger/v2', { data: { addedAt: '2024-01-01T00:00:00Z', bucket: 'a', id: 1, name: 'a' } }],
];
