/*
 * Runs a program in a namespace, like `ip netns exec`. This process executes it, so its pid, descriptors and parent
 * stay the same.
 */
#include "program.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <sched.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <sys/uio.h>
#include <unistd.h>

#include "messages.h"
#include "text.h"

#define NETNS_ETC_DIR "/etc/netns"
/* the exit status of shells for a program that could not be executed */
#define NOT_EXECUTED 127
/* (uid_t)-1 means "no change" to the kernel and is no valid id */
#define ID_MAXIMUM 4294967294u
/* the search path if PATH is not set */
#define DEFAULT_PATH "/usr/local/bin:/bin:/usr/bin"

static int report_fd;

/** Reports an error to the client. Always returns false, so that callers can return it. */
static bool report(const char *what, bool fatal) {
  struct report header = {.error = errno, .fatal = fatal, .length = (uint32_t)strlen(what)};
  struct iovec parts[] = {{&header, sizeof header}, {(void *)(uintptr_t)what, header.length}};
  ssize_t written;
  do {
    written = writev(report_fd, parts, 2);
  } while (written < 0 && errno == EINTR);
  return false;
}

static bool refuse(const char *what) {
  errno = EINVAL;
  return report(what, true);
}

/** Bind-mounts the files of /etc/netns/NAME over those of /etc. A failure is reported, but the program runs. */
static void bind_etc(const char *name) {
  char folder[sizeof NETNS_ETC_DIR + 1 + NAME_MAX], source[sizeof folder + 1 + NAME_MAX], target[5 + 1 + NAME_MAX];
  if (*name == '\0') return;
  join(folder, sizeof folder, NETNS_ETC_DIR, "/", name);
  DIR *entries = opendir(folder);
  if (entries == NULL) return;
  for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    join(source, sizeof source, folder, "/", entry->d_name);
    join(target, sizeof target, "/etc", "/", entry->d_name);
    if (mount(source, target, "none", MS_BIND, NULL) != 0) report(source, false);
  }
  closedir(entries);
}

/** Creates a mount namespace with a /sys that shows the network namespace. */
static bool set_up_mounts(const char *name) {
  unsigned long flags = 0;
  struct statvfs found;
  if (unshare(CLONE_NEWNS) != 0) return report("unshare", true);
  /* later mounts do not propagate to other mount namespaces */
  if (mount("", "/", "none", MS_SLAVE | MS_REC, NULL) != 0) return report("mount /", true);
  /* a /sys that cannot be unmounted is mounted over; if it was read-only, the new one must be too */
  if (umount2("/sys", MNT_DETACH) != 0 && statvfs("/sys", &found) == 0 && (found.f_flag & ST_RDONLY) != 0) {
    flags = MS_RDONLY;
  }
  if (mount(*name == '\0' ? "sysfs" : name, "/sys", "sysfs", flags, NULL) != 0) return report("mount /sys", true);
  bind_etc(name);
  return true;
}

/** A user or group to become. */
struct identity {
  bool given;
  uint32_t id;
};

/** Parses a decimal id, or `-` to keep the current one. False for anything else. */
static bool parse_identity(const char *word, struct identity *identity) {
  *identity = (struct identity){.given = strcmp(word, "-") != 0};
  return !identity->given || parse_number(word, ID_MAXIMUM, &identity->id);
}

/** Whether real, effective and saved ids already are those of the user and group. */
static bool has_ids(const struct identity *user, const struct identity *group) {
  uid_t uid[3];
  gid_t gid[3];
  if (getresuid(&uid[0], &uid[1], &uid[2]) != 0 || getresgid(&gid[0], &gid[1], &gid[2]) != 0) return false;
  for (size_t i = 0; i < 3; i++) {
    if ((user->given && uid[i] != user->id) || (group->given && gid[i] != group->id)) return false;
  }
  return true;
}

/** Changes user and group. The last step, since it drops the privilege that the others need. */
static bool set_ids(const struct identity *user, const struct identity *group) {
  if (!user->given && !group->given) return true;
  /* a user namespace may not permit setgroups(2); the groups then stay, so user and group must stay too */
  if (setgroups(0, NULL) != 0 && !has_ids(user, group)) return report("setgroups", true);
  if (group->given && setresgid(group->id, group->id, group->id) != 0) return report("setgid", true);
  if (user->given && setresuid(user->id, user->id, user->id) != 0) return report("setuid", true);
  return true;
}

/**
 * Executes a program, searching PATH like execvp(3), but never passes a file to a shell. Returns only on failure; errno
 * is set.
 */
static void execute(const char *program, char **argv) {
  char candidate[PATH_MAX];
  bool denied = false;
  if (strchr(program, '/') != NULL || *program == '\0') {
    execve(program, argv, environ);
    return;
  }
  const char *path = getenv("PATH");
  if (path == NULL) path = DEFAULT_PATH;
  for (bool more = true; more;) {
    const size_t length = strcspn(path, ":");
    more = path[length] == ':';
    if (length + 1 + strlen(program) < sizeof candidate) {
      memcpy(candidate, path, length);
      /* an empty entry is the current folder */
      join(candidate + length, sizeof candidate - length, length == 0 ? "." : "", "/", program);
      execve(candidate, argv, environ);
      if (errno == EACCES) denied = true;
      else if (errno != ENOENT && errno != ENOTDIR) return;
    }
    path += length + 1;
  }
  errno = denied ? EACCES : ENOENT;
}

/** FD REPORT MOUNTS UID GID NAME ARGV0 PROGRAM [ARGUMENT...] */
int run_program(int count, char **arguments) {
  uint32_t namespace, report_number, mounts;
  struct identity user, group;
  const char *name = arguments[5], *program = arguments[7];
  (void)count;
  if (!parse_number(arguments[0], INT_MAX, &namespace) || !parse_number(arguments[1], INT_MAX, &report_number)) return 2;
  if (!parse_number(arguments[2], 1, &mounts)) return 2;
  report_fd = (int)report_number;
  if (fcntl(report_fd, F_SETFD, FD_CLOEXEC) != 0) return 2;
  bool valid = parse_identity(arguments[3], &user) || refuse("uid");
  valid = valid && (parse_identity(arguments[4], &group) || refuse("gid"));
  valid = valid && (*name == '\0' || is_file_name(name) || refuse("name"));
  if (!valid) return NOT_EXECUTED;
  if (setns((int)namespace, CLONE_NEWNET) != 0) {
    report("setns", true);
    return NOT_EXECUTED;
  }
  close((int)namespace);
  if (mounts == 1 && !set_up_mounts(name)) return NOT_EXECUTED;
  if (!set_ids(&user, &group)) return NOT_EXECUTED;
  char **argv = arguments + 7;
  argv[0] = arguments[6];
  execute(program, argv);
  report("execve", true);
  return NOT_EXECUTED;
}
