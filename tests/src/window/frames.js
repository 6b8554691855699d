// Starts to take down when the page draws its frames; said again, stops and gives the times in milliseconds.
const taken = (window.framesTaken ??= { times: [], on: false });
taken.on = !taken.on;
if (!taken.on) return taken.times.splice(0);
const take = (time) => {
  if (!taken.on) return;
  taken.times.push(time);
  requestAnimationFrame(take);
};
requestAnimationFrame(take);
return [];
