/** A worker that only keeps time: a browser slows the timers of a hidden page down, not these. */

setInterval(() => postMessage("tick"), 15000);
