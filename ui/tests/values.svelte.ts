/** What the sample of all primitives holds. */
export function sampleValues() {
  const values = $state({
    text: "", number: 41 as number | null, area: "", city: "lyon", model: "iris", on: true, ticked: false, level: 3, way: "a" as "a" | "b",
    tab: "one", width: 320, ran: [] as string[],
  });
  return values;
}
