// Talks to the program that has served this page, and to nothing else.
// On the home network the page comes over TLS. There one may look, and let Sotto do less; whoever serves the page
// sees to it, and the views leave out what would be refused.
export const atHome = location.protocol === "https:";

export class Refused extends Error {
  constructor(status, facts) {
    super(facts.detail || facts.error || String(status));
    this.status = status;
    this.code = facts.error || "";
    this.advice = facts.advice || "";
  }
}

let onSignedOut = () => {};
export function whenSignedOut(call) {
  onSignedOut = call;
}

async function facts(response) {
  try {
    return await response.json();
  } catch {
    return {};
  }
}

async function ask(method, path, body) {
  const options = { method, credentials: "same-origin", cache: "no-store", headers: {} };
  if (body instanceof Blob) {
    options.body = body;
  } else if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers["Content-Type"] = "application/json";
  }
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Refused(0, { error: "not-available" });
  }
  const answer = await facts(response);
  if (response.status === 401 && !["/api/session", "/api/pair"].includes(path)) onSignedOut();
  if (!response.ok) throw new Refused(response.status, answer);
  return answer;
}

export const api = {
  get: (path) => ask("GET", path),
  post: (path, body = {}) => ask("POST", path, body),
  remove: (path) => ask("DELETE", path),
};

// The stream of what happens. `take(name, facts)` is called for each event; `state("open"|"lost")` as it goes.
export function listen(take, state) {
  const source = new EventSource("/api/events");
  for (const name of ["line", "now", "changed", "level"]) {
    source.addEventListener(name, (event) => take(name, JSON.parse(event.data)));
  }
  source.addEventListener("open", () => state("open"));
  source.addEventListener("error", () => state(source.readyState === EventSource.CLOSED ? "closed" : "lost"));
  return () => source.close();
}
