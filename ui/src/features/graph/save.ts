/** Hands a file to a plain browser, which has no dialog of ours: its content in base64. */
export function save(name: string, content: string): void {
  const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
  const type = name.endsWith(".svg") ? "image/svg+xml" : "image/png";
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type }));
  link.download = name;
  link.click();
  // The browser has taken hold of the content once the click is over.
  setTimeout(() => URL.revokeObjectURL(link.href), 0);
}
