/**
 * What comes up over the page comes up at once. WebKitGTK leaves the last frame of a fade unpainted where the page below is drawn
 * anew meanwhile: the dialog with a passkey that is shown one time was there, and nobody saw it.
 */
export const atOnce = { duration: 0 };
