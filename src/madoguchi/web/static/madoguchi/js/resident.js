/**
 * The resident's page asks where it should be and goes there. It never goes blank and never says that something is
 * wrong with a person: when nothing answers, the page on show simply stays.
 */

const { pollUrl, pollMs } = document.body.dataset;

async function look() {
  try {
    const answer = await fetch(pollUrl, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const { url } = await answer.json();
    if (new URL(url, location.href).pathname !== location.pathname) location.replace(url);
  } catch {
    // The next look comes soon; an error is nothing the resident could do anything about.
  }
}

if (pollUrl) setInterval(look, Number(pollMs));
