/** Every key of the window, as `?` and Settings list them. */
export const KEYS: { area: string; keys: { chord: string; does: string }[] }[] = [
  {
    area: "Anywhere",
    keys: [
      { chord: "Ctrl K", does: "Jump to or run" },
      { chord: "Ctrl P", does: "Jump to a model" },
      { chord: "Ctrl O", does: "Register model files" },
      { chord: "Ctrl F", does: "Filter" },
      { chord: "Ctrl Z", does: "Take back what was done last" },
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
      { chord: "A to Z", does: "Next row whose name begins with what is typed" },
      { chord: "Enter", does: "Open" },
      { chord: "Space", does: "Select" },
      { chord: "Shift ↑ ↓", does: "Extend the selection" },
      { chord: "Ctrl A", does: "Select all that match" },
      { chord: "Delete", does: "Delete what is selected" },
      { chord: "↑ in the first row", does: "Into the head" },
    ],
  },
  {
    area: "In a list's head",
    keys: [
      { chord: "← →", does: "Walk" },
      { chord: "Enter", does: "Sort, and turn round" },
      { chord: "Shift ← →", does: "Resize the column" },
      { chord: "Ctrl ← →", does: "Move the column" },
    ],
  },
  {
    area: "In the filter",
    keys: [
      { chord: "Tab", does: "Complete" },
      { chord: "↑ ↓", does: "Choose a completion" },
      { chord: "Ctrl Space", does: "Show completions" },
      { chord: "Esc", does: "Close them, then clear" },
    ],
  },
  {
    area: "On a saved filter",
    keys: [
      { chord: "F2", does: "Rename" },
      { chord: "Alt ↑ ↓", does: "Move" },
      { chord: "Delete", does: "Delete, with a way back" },
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
