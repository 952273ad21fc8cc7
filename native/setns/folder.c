/*
 * /run/netns, prepared as `ip netns add` prepares it: a mount of its own with shared propagation, so that other mount
 * namespaces see the namespaces that are mounted in it, whether they were made before or after.
 */
#include "setns.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/*
 * Milliseconds to wait for the lock. `ip` holds it for less than one, but every local user can open the folder and hold
 * it for ever.
 */
#define LOCK_DEADLINE 500
#define LOCK_PAUSE 5

static bool share(void) { return mount("", NETNS_RUN_DIR, "none", MS_SHARED | MS_REC, NULL) == 0; }

/**
 * Two processes that prepare the folder at once would mount it twice: the lock keeps them apart. It is not waited for beyond
 * the deadline, and the folder is then prepared without it.
 */
static void lock(int folder) {
  const struct timespec pause = {.tv_nsec = LOCK_PAUSE * 1000 * 1000};
  for (int waited = 0; waited < LOCK_DEADLINE && !is_orphaned(); waited += LOCK_PAUSE) {
    if (flock(folder, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return;
    nanosleep(&pause, NULL);
  }
}

/** Makes the folder a mount. It stays in the peer group of the mount beneath, so that namespaces with a copy of that follow. */
static bool mount_folder(struct outcome *outcome) {
  /* it may have been mounted while the lock was waited for */
  if (share()) return true;
  if (errno != EINVAL) return fail(outcome, "mount");
  if (mount(NETNS_RUN_DIR, NETNS_RUN_DIR, "none", MS_BIND | MS_REC, NULL) != 0) return fail(outcome, "mount");
  return share() || fail(outcome, "mount");
}

bool prepare_folder(struct outcome *outcome) {
  if (mkdir(NETNS_RUN_DIR, 0755) != 0 && errno != EEXIST) return fail(outcome, "mkdir");
  if (share()) return true;
  /* EINVAL: it is no mount yet */
  if (errno != EINVAL) return fail(outcome, "mount");
  const int folder = open(NETNS_RUN_DIR, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return fail(outcome, "open");
  lock(folder);
  const bool mounted = is_orphaned() ? fail_with(outcome, ECANCELED, "flock") : mount_folder(outcome);
  /* which unlocks it */
  close(folder);
  return mounted;
}
