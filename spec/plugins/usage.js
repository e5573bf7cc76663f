/** Redocly plugin `usage`. */
export default function usage() {
  return { id: 'usage' };
}
