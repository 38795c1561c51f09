/**
 * What a browser loads first: it asks for the page that the address names and for the app at the same time. A page
 * that waited until the app had loaded, run and drawn would come a whole way to the server and back later.
 */
import "./design/base.css";

if (location.pathname.startsWith("/d/")) void import("./document/document-page.tsx");
void import("./mount.tsx");
