// What any screen may have to say: no answer, a failed load, nothing there, not yours, loading, empty.

export const serverLost = {
  title: "The server does not answer",
  banner: (host: string, since: string) => `${host} has not answered since ${since}.`,
  keeps: (at: string) => `What you see is from ${at} and stays. Latchkey asks again by itself.`,
  page: (host: string) => `${host} did not answer, so there is nothing to show yet. Nothing was changed.`,
  todo: "Check your network. If others cannot reach it either, the operator of this server can start it again.",
  tryNow: "Try now",
  trying: "Trying…",
};

export const failed = {
  title: "This page could not be loaded",
  text: (status: number) => `The server answered with status ${status}. Nothing was changed.`,
  todo: "Try again. If it stays, give the reference to the operator of this server.",
};

export const notFound = {
  title: "There is no page here",
  text: (path: string) =>
    `Latchkey has nothing at ${path}. The address may be mistyped, or what was here was removed.`,
  home: "Go to Home",
};

export const notYours = {
  title: "This page is not yours to see",
  text: (page: string, needs: string, mine: string) =>
    `${page} needs the access role ${needs}. Yours is ${mine}.`,
  todo: "An Admin gives roles up to Admin, an EnterpriseAdmin gives all of them. Nothing was changed.",
};
