// bench/run.ts
import { cpus, loadavg, release, totalmem } from "node:os";
import { parseArgs } from "node:util";

// bench/report.ts
var median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half];
  return sorted.length % 2 === 1 ? upper : (upper + sorted[half - 1]) / 2;
};
var shown = (value) => value.toFixed(Number.isInteger(value) || value >= 100 ? 0 : value < 10 ? 2 : 1);
var verdict = ({ values, base, bound }) => {
  if (bound === void 0) return ["", ""];
  const say = (words, kept) => [words, kept ? "yes" : "NO"];
  if ("exactly" in bound)
    return say(
      `= ${bound.exactly}`,
      values.every((value) => value === bound.exactly)
    );
  if ("most" in bound) return say(`<= ${bound.most}`, Math.max(...values) <= bound.most);
  return say(`<= ${bound.ratio}x`, median(values) <= bound.ratio * median(base ?? [Number.NaN]));
};
var line = (row) => {
  const { what, unit, values, base } = row;
  const ratio = (of) => base === void 0 ? "" : `${(of(values) / of(base)).toFixed(2)}x`;
  const least = (all) => Math.min(...all);
  const figures = [median(values), least(values), Math.max(...values)].map(shown);
  return [what, unit, ...figures, ratio(median), ratio(least), ...verdict(row)];
};
var HEAD = ["", "unit", "median", "min", "max", "medians", "mins", "bound", "kept"];
var table = (lines2) => {
  const widths = HEAD.map((_, column) => Math.max(3, ...lines2.map((cells) => (cells[column] ?? "").length)));
  const isText = (column) => column < 2 || column > 6;
  const pad = (cell, column) => isText(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  const rule = widths.map((width, column) => isText(column) ? "-".repeat(width) : `${"-".repeat(width - 1)}:`);
  const [head, ...body] = lines2.map((cells) => cells.map(pad));
  return [head ?? [], rule, ...body].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
};
var report = ({ title, rows, checks }) => {
  const equal = checks.size <= 1;
  const verdictOfChecks = equal ? `All programs read the same (${[...checks].join()}).` : `Programs did NOT read the same:
${[...checks].map((check2) => `- ${check2}`).join("\n")}`;
  const text = [`### ${title}`, table([HEAD, ...rows.map(line)]), ...checks.size === 0 ? [] : [verdictOfChecks]];
  return { text: text.join("\n\n"), equal };
};

// bench/namespace.ts
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
var made = /* @__PURE__ */ new Set();
var ip = (words, lines2) => execFileSync("ip", words, { encoding: "utf8", ...lines2 === void 0 ? {} : { input: `${lines2.join("\n")}
` } });
var makeNamespace = () => {
  const name = `rtnl-bench-${randomBytes(4).toString("hex")}`;
  ip(["netns", "add", name]);
  made.add(name);
  ip(
    ["-n", name, "-batch", "-"],
    [
      "link add v0 type veth peer name v1",
      "address add 192.0.2.1/24 dev v0",
      "link set v0 up",
      "link set v1 up",
      "link set lo up"
    ]
  );
  const [link] = JSON.parse(ip(["-n", name, "-j", "link", "show", "v0"]));
  return { name, path: `/run/netns/${name}`, index: link.ifindex };
};
var removeNamespace = ({ name }) => {
  if (made.delete(name)) ip(["netns", "delete", name]);
};
var removeAll = () => {
  for (const name of made) {
    try {
      ip(["netns", "delete", name]);
    } catch (error) {
      console.error(`namespace ${name} is left behind: ${String(error)}`);
    }
  }
  made.clear();
};
process.on("exit", removeAll);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(1));

// bench/program.ts
import { spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
var here = dirname(fileURLToPath(import.meta.url));
var c = (name, ...words) => [
  join(here, "c", name),
  ...words.map(String)
];
var ours = (name, ...words) => [
  process.execPath,
  join(here, `${name}.js`),
  ...words.map(String)
];
var running = /* @__PURE__ */ new Set();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});
var Program = class {
  constructor(namespace, command) {
    this.command = command.join(" ");
    const words = [`--net=${namespace.path}`, "--", ...command];
    const child = spawn("nsenter", words, { stdio: ["pipe", "pipe", "inherit"] });
    running.add(child);
    child.on("close", () => running.delete(child));
    this.lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    this.child = child;
  }
  /** Waits until it says that it is ready to be given work. */
  async ready() {
    const line2 = await this.line();
    if (line2 !== "READY") throw new Error(`${this.command}: READY was expected, not ${line2}`);
  }
  async figures() {
    return JSON.parse(await this.line());
  }
  /** Gives it work on its input. */
  write(text) {
    this.child.stdin?.write(text);
  }
  /** Ends its input, which tells it to stop. */
  end() {
    this.child.stdin?.end();
  }
  /** Waits until it has ended. */
  async stop() {
    this.end();
    if (running.has(this.child)) await once(this.child, "close");
    if (this.child.exitCode !== 0)
      throw new Error(`${this.command}: ${this.child.signalCode ?? `exit status ${this.child.exitCode}`}`);
  }
  async line() {
    const { done, value } = await this.lines.next();
    if (done === true) throw new Error(`${this.command}: it ended without a word`);
    return value;
  }
};
var run = async (namespace, command) => {
  const program = new Program(namespace, command);
  const figures = await program.figures();
  await program.stop();
  return figures;
};
var runSilently = async (namespace, command) => new Program(namespace, command).stop();
var number = (figures, name) => {
  const value = figures[name];
  if (typeof value !== "number") throw new Error(`no ${name} in ${JSON.stringify(figures)}`);
  return value;
};

// bench/rounds.ts
var takeTurns = async (title, rounds, programs) => {
  const names = Object.keys(programs);
  const measured = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(round + turn) % names.length];
      process.stderr.write(`${title}: round ${round + 1} of ${rounds}, ${name}
`);
      measured[name].push(await programs[name]());
    }
  }
  return measured;
};
var checksOf = (measured) => new Set(Object.values(measured).flatMap((all) => all.map(({ check: check2 }) => check2)));

// bench/workloads/add.ts
var adding = async (command) => {
  const namespace = makeNamespace();
  const figures = await run(namespace, command(namespace.index));
  const { check: check2 } = await run(namespace, c("dump"));
  removeNamespace(namespace);
  return { ...figures, check: check2 };
};
var lines = (count2) => Array.from(
  { length: count2 },
  (_, i) => `route add 10.${i >> 16 & 255}.${i >> 8 & 255}.${i & 255} via 192.0.2.${2 + i % 16} dev v0 metric ${100 + Math.floor(i / 16) % 4} proto static
`
);
var ipBatch = async (count2) => {
  const namespace = makeNamespace();
  const input = lines(count2).join("");
  const program = new Program(namespace, ["ip", "-batch", "-"]);
  const since = performance.now();
  program.write(input);
  await program.stop();
  const ms = performance.now() - since;
  const { check: check2 } = await run(namespace, c("dump"));
  removeNamespace(namespace);
  return { ms, check: check2 };
};
var PASSES = 2;
var add = async ({ rounds, adds }) => {
  const way = (name, io) => () => adding((index) => ours("add", name, io, adds, index, PASSES));
  const measured = await takeTurns("add", rounds, {
    c: () => adding((index) => c("routes-add", adds, index, PASSES)),
    inline: way("awaited", "inline"),
    thread: way("awaited", "thread"),
    together: way("together", "thread"),
    batch: way("batch", "thread"),
    ip: () => ipBatch(adds)
  });
  const pass = (figures, which) => figures.map(({ passes }) => passes[which]);
  const [first, second] = [pass(measured.c, 0), pass(measured.c, 1)];
  const both = (what, figures, bound) => [
    { what: `${what}: cold`, unit: "ms", values: pass(figures, 0), base: first, bound },
    { what: `${what}: warm`, unit: "ms", values: pass(figures, 1), base: second, bound }
  ];
  const rows = [
    { what: "C, libmnl, one at a time: first", unit: "ms", values: first },
    { what: "C, libmnl, one at a time: again", unit: "ms", values: second },
    ...both("inline, awaited one by one", measured.inline, { ratio: 1.2 }),
    ...both("default, awaited one by one", measured.thread, { ratio: 4 }),
    ...both("default, queued together", measured.together, { ratio: 0.85 }),
    ...both("default, as a batch", measured.batch, { ratio: 0.85 }),
    { what: "ip -batch", unit: "ms", values: measured.ip.map((one) => number(one, "ms")), base: first }
  ];
  return {
    title: `${adds.toLocaleString("en")} routes added`,
    rows,
    checks: new Set(Object.values(measured).flatMap((all) => all.map(({ check: check2 }) => check2)))
  };
};

// bench/workloads/delay.ts
var GROUP = 7;
var churn = async (pairs) => {
  const namespace = makeNamespace();
  const batch = new Program(namespace, ["ip", "-batch", "-"]);
  for (let pair = 0; pair < pairs; pair++)
    batch.write(`link add va${pair} group ${GROUP} type veth peer name vb${pair}
`);
  batch.write(`link delete group ${GROUP}
`);
  await batch.stop();
  removeNamespace(namespace);
};
var during = async (way, pairs) => {
  const namespace = makeNamespace();
  const program = new Program(namespace, ours("delay", way, namespace.index));
  await program.ready();
  await churn(pairs);
  program.end();
  const figures = await program.figures();
  await program.stop();
  removeNamespace(namespace);
  return figures;
};
var delay = async ({ rounds, pairs }) => {
  const measured = await takeTurns("delay", rounds, {
    idle: () => during("none", pairs),
    thread: () => during("thread", pairs),
    inline: () => during("inline", pairs)
  });
  const rows = (what, figures, bound) => {
    const of = (name) => figures.map((one) => number(one, name));
    return [
      { what: `${what}: longest delay, 1 ms timer`, unit: "ms", values: of("timerDelay"), bound },
      { what: `${what}: longest delay, perf_hooks`, unit: "ms", values: of("histogramDelay"), bound }
    ];
  };
  const answers = (what, figures) => ({
    what: `${what}: longest answer`,
    unit: "ms",
    values: figures.map((one) => number(one, "longestAnswer"))
  });
  const { idle, thread, inline } = measured;
  return {
    title: `Event loop while another namespace makes and deletes ${pairs.toLocaleString("en")} veth pairs`,
    rows: [
      ...rows("no socket at all", idle),
      ...rows("links.get, default", thread, { most: 20 }),
      answers("links.get, default", thread),
      ...rows("links.get, inline", inline),
      answers("links.get, inline", inline)
    ],
    checks: /* @__PURE__ */ new Set()
  };
};

// bench/workloads/delete.ts
var PAIRS = 200;
var deleting = async (way) => {
  const namespace = makeNamespace();
  const figures = await run(namespace, ours("delete", way, PAIRS));
  removeNamespace(namespace);
  return figures;
};
var remove = async ({ rounds }) => {
  const measured = await takeTurns("delete", rounds, { one: () => deleting("one"), all: () => deleting("all") });
  const of = (figures, name) => figures.map((one2) => number(one2, name));
  const { one, all } = measured;
  const rows = [
    { what: "one by one: time", unit: "ms", values: of(one, "ms") },
    { what: "one by one: longest delay, 1 ms timer", unit: "ms", values: of(one, "timerDelay"), bound: { most: 20 } },
    { what: "together: time", unit: "ms", values: of(all, "ms"), base: of(one, "ms"), bound: { ratio: 0.1 } },
    { what: "together: longest delay, 1 ms timer", unit: "ms", values: of(all, "timerDelay"), bound: { most: 20 } }
  ];
  return { title: `${PAIRS} veth pairs deleted`, rows, checks: checksOf(measured) };
};

// bench/workloads/dump.ts
var dump = async ({ rounds, routes }) => {
  const namespace = makeNamespace();
  await runSilently(namespace, c("routes-load", routes, namespace.index));
  const measured = await takeTurns("dump", rounds, {
    c: () => run(namespace, c("dump")),
    list: () => run(namespace, ours("dump", "list")),
    iterate: () => run(namespace, ours("dump", "iterate")),
    columns: () => run(namespace, ours("dump", "columns"))
  });
  removeNamespace(namespace);
  const of = (figures, name) => figures.map((one) => number(one, name));
  const base = of(measured.c, "ms");
  const delays = (what, figures, bound) => [
    { what: `${what}: longest block, 1 ms timer`, unit: "ms", values: of(figures, "timerDelay"), bound },
    { what: `${what}: longest block, perf_hooks`, unit: "ms", values: of(figures, "histogramDelay"), bound }
  ];
  const time = (what, figures, bound) => ({
    what: `${what}: time`,
    unit: "ms",
    values: of(figures, "ms"),
    base,
    bound
  });
  const rss = (what, figures, bound) => ({
    what: `${what}: peak RSS`,
    unit: "MB",
    values: of(figures, "rss"),
    bound
  });
  const { list, iterate, columns } = measured;
  const rows = [
    { what: "C, libmnl: time", unit: "ms", values: base },
    time("objects (list)", list, { ratio: 1.5 }),
    ...delays("objects (list)", list, { most: 50 }),
    rss("objects (list)", list),
    time("stream (iterate)", iterate),
    ...delays("stream (iterate)", iterate),
    rss("stream (iterate)", iterate, { most: 100 }),
    time("columns", columns, { ratio: 1.1 }),
    ...delays("columns", columns),
    rss("columns", columns)
  ];
  return { title: `Dump of ${routes.toLocaleString("en")} IPv4 routes`, rows, checks: checksOf(measured) };
};

// bench/workloads/events.ts
var during2 = async (command, events2) => {
  const namespace = makeNamespace();
  const subscriber = new Program(namespace, command);
  await subscriber.ready();
  const maker = new Program(namespace, c("events-make", events2 / 2, namespace.index));
  const [made2, seen] = await Promise.all([maker.figures(), subscriber.figures()]);
  await maker.stop();
  await subscriber.stop();
  removeNamespace(namespace);
  return { ...seen, lost: events2 - number(seen, "events"), rate: events2 / number(made2, "ms") };
};
var events = async ({ rounds, events: events2 }) => {
  const measured = await takeTurns("events", rounds, {
    c: () => during2(c("events-watch"), events2),
    ours: () => during2(ours("events-watch"), events2)
  });
  const of = (figures, name) => figures.map((one) => number(one, name));
  const lost = (what, figures, bound) => [
    { what: `${what}: rate of the maker`, unit: "events/ms", values: of(figures, "rate") },
    { what: `${what}: lost`, unit: "events", values: of(figures, "lost"), bound }
  ];
  const compared = (name) => ({
    values: of(measured.ours, name),
    base: of(measured.c, name)
  });
  const rows = [
    ...lost("C, libmnl", measured.c),
    { what: "C, libmnl: CPU", unit: "ms", values: of(measured.c, "cpu") },
    { what: "C, libmnl: CPU with its start", unit: "ms", values: of(measured.c, "cpuOfAll") },
    ...lost("monitor", measured.ours, { exactly: 0 }),
    { what: "monitor: CPU", unit: "ms", ...compared("cpu"), bound: { ratio: 1.5 } },
    { what: "monitor: CPU with Node's start", unit: "ms", ...compared("cpuOfAll"), bound: { ratio: 1.5 } },
    { what: "monitor: peak RSS", unit: "MB", values: of(measured.ours, "rss") }
  ];
  const whole = (figures) => figures.filter((one) => one["lost"] === 0);
  const checks = checksOf({ c: whole(measured.c), ours: whole(measured.ours) });
  return { title: `${events2.toLocaleString("en")} route events`, rows, checks };
};

// bench/workloads/get.ts
var PASSES2 = 2;
var get = async ({ rounds, gets }) => {
  const namespace = makeNamespace();
  const { index } = namespace;
  const measured = await takeTurns("get", rounds, {
    c: () => run(namespace, c("get", gets, index, PASSES2)),
    inline: () => run(namespace, ours("get", "inline", gets, index, PASSES2)),
    thread: () => run(namespace, ours("get", "thread", gets, index, PASSES2))
  });
  removeNamespace(namespace);
  const pass = (figures, which) => figures.map(({ passes }) => passes[which] * (1e3 / gets));
  const [first, second] = [pass(measured.c, 0), pass(measured.c, 1)];
  const both = (what, figures, bound) => [
    { what: `${what}: cold, the first ${gets}`, unit: "us", values: pass(figures, 0), base: first, bound },
    { what: `${what}: warm, the next ${gets}`, unit: "us", values: pass(figures, 1), base: second, bound }
  ];
  const rows = [
    { what: `C, libmnl: the first ${gets}`, unit: "us", values: first },
    { what: `C, libmnl: the next ${gets}`, unit: "us", values: second },
    ...both("inline", measured.inline, { ratio: 1.4 }),
    ...both("default", measured.thread, { ratio: 3 })
  ];
  return { title: "Round trip of links.get", rows, checks: checksOf(measured) };
};

// bench/workloads/namespaces.ts
var PASSES3 = 3;
var AT_ONCE = 16;
var namespaces = async ({ rounds, namespaces: count2 }) => {
  const namespace = makeNamespace();
  const { name } = namespace;
  const measured = await takeTurns("namespaces", rounds, {
    c: () => run(namespace, c("namespaces", name, count2, PASSES3)),
    ours: () => run(namespace, ours("namespaces", name, count2, PASSES3, 1)),
    together: () => run(namespace, ours("namespaces", name, count2, PASSES3, AT_ONCE)),
    // a tool for each step, as scripts do it: a tenth of the work
    tool: () => run(namespace, c("netns-exec.sh", name, count2 / 10))
  });
  removeNamespace(namespace);
  const warm = (figures) => figures.map(({ passes }) => passes.at(-1) * 1e3 / count2);
  const base = warm(measured.c);
  const rows = [
    { what: "C, libmnl", unit: "us", values: base },
    { what: "ours, one after the other", unit: "us", values: warm(measured.ours), base, bound: { ratio: 1.3 } },
    { what: `ours, ${AT_ONCE} at once`, unit: "us", values: warm(measured.together), base, bound: { ratio: 1.3 } },
    { what: "ip netns add, exec, delete", unit: "us", values: warm(measured.tool), base }
  ];
  return { title: `A namespace made, opened, read and deleted, ${count2} times`, rows, checks: checksOf(measured) };
};

// bench/workloads/nftables.ts
import { execFileSync as execFileSync2 } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as join2 } from "node:path";

// bench/firewall.ts
var numbersOf = (i) => ({
  high: i >> 8 & 255,
  low: i & 255,
  port: 1024 + i % 4e4,
  kind: i % 4
});
var ruleText = (i) => {
  const { high, low, port, kind } = numbersOf(i);
  return [
    `ip saddr 10.9.${high}.${low} tcp dport ${port} counter packets 0 bytes 0 accept`,
    `ip daddr 10.${high}.${low}.0/24 udp dport ${port}-${port + 9} drop`,
    `iifname "eth${i % 16}" ct state established,related ip saddr 172.16.${high}.${low} counter packets 0 bytes 0 accept`,
    `ip6 daddr 2001:db8::${(i + 1).toString(16)} tcp dport ${port} limit rate ${1 + i % 100}/second log prefix "p${i % 8}" comment "rule ${i}"`
  ][kind];
};
var address = (i) => `10.${i >> 16}.${i >> 8 & 255}.${i & 255}`;
var rulesFile = (count2) => {
  const rules2 = Array.from({ length: count2 }, (_, i) => `  ${ruleText(i)}
`).join("");
  return `table inet bench {
 chain input {
  type filter hook input priority filter; policy accept;
${rules2} }
}
`;
};
var setFile = (count2) => {
  const elements = Array.from({ length: count2 }, (_, i) => address(i)).join(",\n  ");
  return `table inet bench {
 set many {
  type ipv4_addr
  elements = { ${elements} }
 }
}
`;
};
var octets = (text) => text.split(".").reduce((all, octet) => all * 3 + Number(octet), 0);
var checkOf = ({ rules: rules2, ports, elements }) => {
  const sum = (numbers) => numbers.reduce((all, one) => all + one, 0);
  return `rules=${rules2} ports=${sum(ports)} elements=${elements.length} octets=${sum(elements.map(octets))}`;
};

// bench/workloads/nftables.ts
var PASSES4 = 8;
var COLD = 3;
var WAYS = ["load", "list", "flush"];
var timed = ({ path }, command) => {
  const since = performance.now();
  execFileSync2("nsenter", [`--net=${path}`, "--", ...command], { stdio: ["ignore", "ignore", "inherit"] });
  return performance.now() - since;
};
var check = ({ path }) => {
  const text = execFileSync2("nsenter", [`--net=${path}`, "--", "nft", "-j", "list", "ruleset"], { maxBuffer: 1 << 30 });
  const all = JSON.parse(text.toString()).nftables;
  const rules2 = all.flatMap(({ rule }) => rule ?? []);
  const ports = rules2.flatMap(
    ({ expr }) => expr.flatMap(
      ({ match }) => JSON.stringify(match?.left ?? {}).includes("dport") && typeof match?.right === "number" ? match.right : []
    )
  );
  return checkOf({ rules: rules2.length, ports, elements: all.flatMap(({ set: set2 }) => set2?.elem ?? []) });
};
var GROWING_MS = 1e3;
var settled = () => new Promise((resolve) => setTimeout(resolve, GROWING_MS));
var byNft = async (namespace, file) => {
  const load = timed(namespace, ["nft", "-f", file]);
  await settled();
  const list = timed(namespace, ["nft", "-j", "list", "ruleset"]);
  const seen = check(namespace);
  return { load, list, flush: timed(namespace, ["nft", "flush", "ruleset"]), check: seen };
};
var byOurs = async (namespace, what, count2) => {
  const once2 = (way) => timed(namespace, ours("nftables", what, way, count2, 1));
  const load = once2("load");
  await settled();
  const list = once2("list");
  const seen = check(namespace);
  return { load, list, flush: once2("flush"), check: seen };
};
var inside = async (namespace, what, count2) => {
  const figures = await run(namespace, ours("nftables", what, WAYS.join(), count2, PASSES4));
  const of = (way) => figures[way];
  const warm = (way) => {
    const sorted = [...of(way).slice(COLD)].sort((one, other) => one - other);
    return sorted[sorted.length >> 1];
  };
  const cold = Object.fromEntries(WAYS.map((way) => [`${way} cold`, of(way)[0]]));
  return { ...Object.fromEntries(WAYS.map((way) => [way, warm(way)])), ...cold, check: figures.check };
};
var measure = async (what, count2, text, rounds) => {
  const folder = mkdtempSync(join2(tmpdir(), "rtnl-bench-"));
  const file = join2(folder, `${what}.nft`);
  writeFileSync(file, text);
  const namespace = makeNamespace();
  const measured = await takeTurns(what, rounds, {
    nft: () => byNft(namespace, file),
    whole: () => byOurs(namespace, what, count2),
    inside: () => inside(namespace, what, count2)
  });
  removeNamespace(namespace);
  rmSync(folder, { recursive: true });
  const rows = WAYS.flatMap((way) => {
    const of = (figures, name = way) => figures.map((one) => number(one, name));
    const base = of(measured.nft);
    return [
      { what: `${way}: nft`, unit: "ms", values: base },
      { what: `${way}: a program of ours, with Node's start`, unit: "ms", values: of(measured.whole), base },
      { what: `${way}: in a program, the first time`, unit: "ms", values: of(measured.inside, `${way} cold`), base },
      { what: `${way}: in a program, warm`, unit: "ms", values: of(measured.inside), base, bound: { ratio: 1 } }
    ];
  });
  return { rows, checks: checksOf(measured) };
};
var rules = async ({ rounds, rules: count2 }) => ({
  title: `${count2.toLocaleString("en")} rules of nf_tables`,
  ...await measure("rules", count2, rulesFile(count2), rounds)
});
var set = async ({ rounds, elements: count2 }) => ({
  title: `A set of ${count2.toLocaleString("en")} addresses`,
  ...await measure("set", count2, setFile(count2), rounds)
});

// bench/run.ts
var USAGE = `usage: npm run bench -- [--only dump,get,add,delete,delay,events,namespaces,rules,set] [--rounds N] [--routes N] [--events N]

  --only     workloads to run; default all
  --rounds N how often each program runs; default 5
  --routes N routes in the dump, at most 2000000; default 1000000
  --events N route events, half of them additions; default 200000

Exit status: 0 measured, whatever the figures; 1 programs failed or did not read the same; 2 usage.
`;
var workloads = {
  dump,
  get,
  add,
  delete: remove,
  delay,
  events,
  namespaces,
  rules,
  set
};
var count = (name, text, most) => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > most) throw new TypeError(`--${name}: 1 to ${most}, not ${text}`);
  return value;
};
var readOptions = () => {
  const text = (value) => ({
    type: "string",
    default: value
  });
  const { values } = parseArgs({
    options: {
      only: text(Object.keys(workloads).join()),
      rounds: text("5"),
      routes: text("1000000"),
      events: text("200000"),
      help: { type: "boolean", default: false }
    }
  });
  if (values.help) return void 0;
  const names = values.only.split(",");
  const wrong = names.find((name) => !Object.hasOwn(workloads, name));
  if (wrong !== void 0) throw new TypeError(`--only: no workload ${wrong}`);
  const sizes = {
    rounds: count("rounds", values.rounds, 100),
    routes: count("routes", values.routes, 2e6),
    events: 2 * Math.ceil(count("events", values.events, 2e6) / 2),
    gets: 2e4,
    adds: 1e5,
    pairs: 1e3,
    namespaces: 1e3,
    rules: 1e4,
    elements: 1e5
  };
  return { names, sizes };
};
var machine = () => {
  const processors = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  const load = loadavg().map((value) => value.toFixed(1));
  return `${processors.length} x ${processors[0]?.model.trim() ?? process.arch}, ${gigabytes} GiB, Linux ${release()}, Node ${process.versions.node}; load average ${load.join(", ")}`;
};
var main = async () => {
  let options;
  try {
    options = readOptions();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    process.stderr.write(`${error.message}

${USAGE}`);
    return 2;
  }
  if (options === void 0) {
    process.stdout.write(USAGE);
    return 0;
  }
  const { names, sizes } = options;
  process.stdout.write(`${machine()}
${sizes.rounds} rounds
`);
  let status = 0;
  for (const name of names) {
    const { text, equal } = report(await workloads[name](sizes));
    process.stdout.write(`
${text}
`);
    if (!equal) status = 1;
  }
  return status;
};
main().then(
  (status) => process.exit(status),
  (error) => {
    console.error(error);
    process.exit(1);
  }
);
