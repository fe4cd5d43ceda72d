// Remembers which conversation this tab is in. A reload finds it again; a second tab begins its own.

const NAME = "because.conversation";
const WAIT = 1500; // for the page before the reload to let go

function read(store) {
  try {
    const key = JSON.parse(store.getItem(NAME));
    return key && typeof key.id === "string" && typeof key.token === "string" ? key : null;
  } catch {
    return null; // storage is forbidden, or holds what we did not write
  }
}

function write(store, key) {
  try {
    if (key) store.setItem(NAME, JSON.stringify({ id: key.id, token: key.token }));
    else store.removeItem(NAME);
  } catch {
    // without storage a reload begins anew; nothing else is lost
  }
}

export class Memory {
  #key = null;
  #letGo = () => {};

  get key() {
    return this.#key ?? { id: "", token: "" };
  }

  // The conversation of this tab, else the last one unless another tab is in it.
  async recall() {
    const own = read(sessionStorage);
    const key = own ?? read(localStorage);
    if (!key || !(await this.#hold(key, own ? WAIT : 0))) return this.key;
    this.#key = key;
    return key;
  }

  keep(key) {
    if (this.#key?.id === key.id) return;
    this.#key = key;
    write(sessionStorage, key);
    write(localStorage, key);
    this.#hold(key, WAIT);
  }

  forget() {
    this.#letGo();
    if (read(localStorage)?.id === this.#key?.id) write(localStorage, null);
    write(sessionStorage, null);
    this.#key = null;
  }

  // Whether this tab now has the conversation to itself. Browsers without locks are trusted.
  #hold(key, wait) {
    if (!navigator.locks) return Promise.resolve(true);
    this.#letGo();
    return new Promise((held) => {
      const options = wait ? { signal: AbortSignal.timeout(wait) } : { ifAvailable: true };
      navigator.locks
        .request(`${NAME}:${key.id}`, options, (lock) => {
          held(lock !== null);
          return lock && new Promise((release) => (this.#letGo = release));
        })
        .catch(() => held(false));
    });
  }
}
