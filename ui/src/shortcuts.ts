/** What the window's own keys do. */
export interface Shortcuts {
  jump: () => void;
  jumpToModel: () => void;
  register: () => void;
  showKeys: () => void;
  back: () => void;
  forward: () => void;
  undo: () => void;
}

/** Runs what a key press stands for; says whether it stood for something. */
export function runShortcut(event: KeyboardEvent, does: Shortcuts): boolean {
  const run = find(event, does);
  run?.();
  return run !== undefined;
}

function find(event: KeyboardEvent, does: Shortcuts): (() => void) | undefined {
  const chord = `${event.ctrlKey || event.metaKey ? "ctrl " : ""}${event.altKey ? "alt " : ""}${event.key.toLowerCase()}`;
  switch (chord) {
    case "ctrl k":
      return does.jump;
    case "ctrl p":
      return does.jumpToModel;
    case "ctrl o":
      return does.register;
    case "ctrl f":
      return focusFilter;
    case "alt arrowleft":
      return does.back;
    case "alt arrowright":
      return does.forward;
    case "ctrl z":
      return isTyping(event.target) ? undefined : does.undo;
    case "?":
      return isTyping(event.target) ? undefined : does.showKeys;
    default:
      return undefined;
  }
}

/** The view's filter, where it has one: the field that is marked with `data-filter`. */
function focusFilter(): void {
  const field = document.querySelector<HTMLInputElement>("[data-filter]");
  field?.focus();
  field?.select();
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}
