// Which screen this is: read once from the address, kept nowhere else.

export type Surface = "terminal" | "phone" | "signage";

const address = new URL(location.href);

function surface(): Surface {
  if (address.pathname === "/signage") return "signage";
  if (address.pathname.startsWith("/m/")) return "phone";
  const isTerminal = address.searchParams.has("terminal");
  return isTerminal || window.innerWidth >= 900 ? "terminal" : "phone";
}

function printer(said: string | null): "ready" | "none" | "unknown" {
  return said === "ready" || said === "none" ? said : "unknown";
}

export const terminal = {
  id: address.searchParams.get("terminal") ?? "",
  /** The terminal's credential; it stands behind the # and so in no request's address. */
  key: address.hash.slice(1),
  surface: surface(),
  /** What the machine says of its printer when it opens the page; "unknown" on a machine that says nothing. */
  printer: printer(address.searchParams.get("printer")),
};

/** A terminal is shared and has no keyboard: it wipes itself and shows its own keys. */
export const isShared = terminal.surface === "terminal";
