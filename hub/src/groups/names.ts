/** What names are compared and sorted by: capitals and compatibility forms make no difference. */
export function sortKeyOf(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}
