// Before the first frame: the theme that was chosen in Settings, if it is not the system's. A file of its own, as the
// Content-Security-Policy lets no script stand in the page; not a module, as those wait until the page is read.
// The key is Mantine's, whose provider keeps the choice there (App.tsx).
try {
  const chosen = localStorage.getItem("mantine-color-scheme-value");
  if (chosen === "light" || chosen === "dark")
    document.documentElement.setAttribute("data-mantine-color-scheme", chosen);
} catch {
  // A browser that keeps nothing follows the system.
}
