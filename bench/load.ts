// Loads one module of Plinth, and prints the CPU time and the peak memory of the process: `tsx bench/load.ts src`.
const [module = 'src'] = process.argv.slice(2);
void import(`../${module}`).then(() => {
  const { user, system } = process.cpuUsage();
  console.log(JSON.stringify({ cpuSeconds: (user + system) / 1e6, peakMiB: process.resourceUsage().maxRSS / 1024 }));
});
