// Who is signed in. Nothing is kept in the browser but the cookie that no script can read.

import { reactive } from "vue";

import { carry, Failure, get, post, remove, type Schemas } from "./api";

export type Role = Schemas["Role"];
type SignedIn = Schemas["SignedIn"];

const RANK: Role[] = ["viewer", "editor", "reviewer", "administrator"];

export const session = reactive<{ who: SignedIn["staff"] | null; twoPersonRule: boolean; asked: boolean }>({
  who: null,
  twoPersonRule: true,
  asked: false,
});

function take(signedIn: SignedIn): void {
  carry(signedIn.csrf_token);
  session.who = signedIn.staff;
  session.twoPersonRule = signedIn.two_person_rule;
}

export function forget(): void {
  carry("");
  session.who = null;
}

/** Whether the person signed in may do what needs at least ``role``. */
export function may(role: Role): boolean {
  return session.who !== null && RANK.indexOf(session.who.role) >= RANK.indexOf(role);
}

/** Takes up a session that the browser still has; asks the service once. */
export async function resume(): Promise<void> {
  if (session.asked) return;
  try {
    take(await get<SignedIn>("/session"));
  } catch (failure) {
    if (!(failure instanceof Failure) || failure.status !== 401) throw failure;
  }
  session.asked = true;
}

export async function signIn(name: string, password: string): Promise<void> {
  take(await post<SignedIn>("/session", { name, password }));
  session.asked = true;
}

export async function changePassword(present: string, wanted: string): Promise<void> {
  take(await post<SignedIn>("/session/password", { present, wanted }));
}

export async function signOut(): Promise<void> {
  await remove("/session");
  forget();
}
