/* Running a program in a namespace, as `ip netns exec` does: this process becomes it, so that all else stays as it is. */
#include "setns.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <sys/uio.h>
#include <unistd.h>

#define NOT_RUN 127

static int report_to;

/** Always false, so that it can be returned. */
static bool tell(const char *what, bool fatal) {
  struct report report = {.error = errno, .fatal = fatal, .length = (uint32_t)strlen(what)};
  struct iovec parts[] = {{&report, sizeof report}, {(void *)(uintptr_t)what, report.length}};
  ssize_t written;
  do {
    written = writev(report_to, parts, 2);
  } while (written < 0 && errno == EINTR);
  return false;
}

/** Files of /etc/netns/NAME take the place of those of /etc. One that can't does not keep the program from running. */
static void bind_etc(const char *name) {
  char folder[sizeof NETNS_ETC_DIR + 1 + NAME_MAX], source[sizeof folder + 1 + NAME_MAX], target[5 + 1 + NAME_MAX];
  if (*name == '\0' || strlen(name) > NAME_MAX) return;
  join(folder, sizeof folder, NETNS_ETC_DIR, "/", name);
  DIR *entries = opendir(folder);
  if (entries == NULL) return;
  for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    join(source, sizeof source, folder, "/", entry->d_name);
    join(target, sizeof target, "/etc", "/", entry->d_name);
    if (mount(source, target, "none", MS_BIND, NULL) != 0) tell(source, false);
  }
  closedir(entries);
}

/** Mounts of our own, and among them a /sys that shows this namespace. */
static bool set_up_mounts(const char *name) {
  unsigned long flags = 0;
  struct statvfs found;
  if (unshare(CLONE_NEWNS) != 0) return tell("unshare", true);
  /* what is mounted from here on is seen by nobody else */
  if (mount("", "/", "none", MS_SLAVE | MS_REC, NULL) != 0) return tell("mount /", true);
  /* what can't be unmounted is covered, and what was read-only has to stay so */
  if (umount2("/sys", MNT_DETACH) != 0 && statvfs("/sys", &found) == 0 && (found.f_flag & ST_RDONLY) != 0) {
    flags = MS_RDONLY;
  }
  if (mount(*name == '\0' ? "sysfs" : name, "/sys", "sysfs", flags, NULL) != 0) return tell("mount /sys", true);
  bind_etc(name);
  return true;
}

/** Last of all, since what comes before needs the privilege that this gives up. */
static bool become(long user, long group) {
  if ((user >= 0 || group >= 0) && getuid() == 0 && setgroups(0, NULL) != 0) return tell("setgroups", true);
  if (group >= 0 && setgid((gid_t)group) != 0) return tell("setgid", true);
  if (user >= 0 && setuid((uid_t)user) != 0) return tell("setuid", true);
  return true;
}

/** FD REPORT MOUNTS UID GID NAME ARGV0 PROGRAM [ARGUMENT...] */
int run_program(int count, char **words) {
  const int namespace = atoi(words[0]);
  const bool mounts = *words[2] == '1';
  const char *name = words[5], *program = words[7];
  (void)count;
  report_to = atoi(words[1]);
  fcntl(report_to, F_SETFD, FD_CLOEXEC);
  if (setns(namespace, CLONE_NEWNET) != 0) {
    tell("setns", true);
    return NOT_RUN;
  }
  close(namespace);
  if (mounts && !set_up_mounts(name)) return NOT_RUN;
  if (!become(atol(words[3]), atol(words[4]))) return NOT_RUN;
  char **arguments = words + 7;
  arguments[0] = words[6];
  execvp(program, arguments);
  tell("execve", true);
  return NOT_RUN;
}
