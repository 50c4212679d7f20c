// A shared screen is touched by everybody: what a browser offers beside the page is switched off.

const REFUSED = ["contextmenu", "dragstart", "gesturestart", "drop"] as const;

/** A shared screen keeps nothing between two citizens. */
export function clearStorages(): void {
  sessionStorage.clear();
  localStorage.clear();
}

export function lockDown(): void {
  // What a page left as it was reloaded or ended by force.
  clearStorages();
  for (const name of REFUSED) document.addEventListener(name, (event) => event.preventDefault());
  document.addEventListener("wheel", (event) => event.ctrlKey && event.preventDefault(), { passive: false });
  document.addEventListener("touchmove", (event) => event.touches.length > 1 && event.preventDefault(), { passive: false });
  document.addEventListener("keydown", (event) => {
    const zoom = event.ctrlKey && ["+", "-", "=", "0"].includes(event.key);
    if (zoom || (event.altKey && event.key.startsWith("Arrow"))) event.preventDefault();
  });
}
