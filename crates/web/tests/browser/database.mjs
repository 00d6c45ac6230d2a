// A PostgreSQL server of its own, in a folder, reached by a socket in it; none where it is not installed.
import { spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";

function programs() {
  const root = "/usr/lib/postgresql";
  const versions = existsSync(root) ? readdirSync(root).sort() : [];
  return versions.length > 0 ? join(root, versions[versions.length - 1], "bin") : null;
}

export function database(folder) {
  const bin = programs();
  if (!bin) return null;
  const home = join(folder, "pg");
  mkdirSync(home);
  const isRoot = process.getuid() === 0;
  // The server refuses to run as root.
  const run = (...words) => {
    const done = isRoot ? spawnSync("su", ["postgres", "-c", words.map((word) => `'${word}'`).join(" ")]) : spawnSync(words[0], words.slice(1));
    if (done.status !== 0) throw new Error(`${words.join(" ")}: ${done.stderr}`);
  };
  if (isRoot) {
    const id = Number(spawnSync("id", ["-u", "postgres"], { encoding: "utf8" }).stdout);
    chownSync(home, id, id);
    spawnSync("chmod", ["755", folder]);
  }
  run(join(bin, "initdb"), "-D", join(home, "data"), "-U", "truce", "-A", "trust", "--no-sync");
  run(join(bin, "pg_ctl"), "-D", join(home, "data"), "-o", `-k ${home} -c listen_addresses= -c fsync=off`, "-l", join(home, "log"), "-w", "start");
  return {
    address: `host=${home} user=truce dbname=postgres`,
    stop: () => run(join(bin, "pg_ctl"), "-D", join(home, "data"), "-m", "immediate", "-w", "stop"),
  };
}
