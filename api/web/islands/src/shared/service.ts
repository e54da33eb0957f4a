// Asking whether the service is there and the session lasts, before anything is sent that somebody typed.
export interface Session { seconds: number; longest: number; form_token: string }
export type Standing = Session | "ended" | "unreachable";

const ADDRESS = "/sesi";

export async function standing(): Promise<Standing> {
  return ask({});
}

export async function stay(): Promise<Standing> {
  const token = document.querySelector<HTMLInputElement>("input[name=form_token]")?.value ?? "";
  return ask({ method: "POST", body: new URLSearchParams({ form_token: token }) });
}

async function ask(request: RequestInit): Promise<Standing> {
  let answer: Response;
  try {
    answer = await fetch(ADDRESS, { ...request, headers: { Accept: "application/json" } });
  } catch {
    return "unreachable";
  }
  if (answer.status === 401) return "ended";
  return answer.ok ? ((await answer.json()) as Session) : "unreachable";
}

// The session may be a new one by now: every form of the page then carries its token.
export function takeToken(session: Session): void {
  for (const one of document.querySelectorAll<HTMLInputElement>("input[name=form_token]")) one.value = session.form_token;
}
