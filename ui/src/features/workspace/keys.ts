/** Every key of the window, as `?` and Settings list them. */
export const KEYS: { area: string; keys: { chord: string; does: string }[] }[] = [
  {
    area: "Anywhere",
    keys: [
      { chord: "Ctrl K", does: "Jump to or run" },
      { chord: "Ctrl P", does: "Jump to a model" },
      { chord: "Ctrl O", does: "Register model files" },
      { chord: "Ctrl F", does: "Filter" },
      { chord: "Alt ←", does: "Back" },
      { chord: "Alt →", does: "Forward" },
      { chord: "?", does: "Show keys" },
      { chord: "Esc", does: "Close, or clear the selection" },
    ],
  },
  {
    area: "In a list",
    keys: [
      { chord: "↑ ↓", does: "Move by a row" },
      { chord: "Home End", does: "First and last row" },
      { chord: "Page Up Page Down", does: "Move by a page" },
      { chord: "Enter", does: "Open" },
      { chord: "Space", does: "Select" },
      { chord: "Shift ↑ ↓", does: "Extend the selection" },
      { chord: "Ctrl A", does: "Select all that is loaded" },
      { chord: "Delete", does: "Delete what is selected" },
    ],
  },
  {
    area: "In a graph",
    keys: [
      { chord: "↑ ↓ ← →", does: "Move, or walk along the lines from a chosen box" },
      { chord: "+ − 0", does: "Nearer, further, full size" },
      { chord: "Home", does: "Show all" },
      { chord: "/", does: "Find a node or tensor; Enter and Shift Enter step" },
      { chord: "Enter", does: "Open the chosen box" },
      { chord: "Ctrl D", does: "Attributes in boxes" },
      { chord: "Ctrl I", does: "Weights in boxes" },
      { chord: "Ctrl U", does: "Names in boxes" },
      { chord: "Ctrl K", does: "From left to right, or from top to bottom" },
    ],
  },
  {
    area: "In a form",
    keys: [
      { chord: "Ctrl Enter", does: "Score" },
      { chord: "Enter", does: "Add the tag that was typed" },
      { chord: "Backspace", does: "In an empty tag field, take the last tag" },
    ],
  },
];
