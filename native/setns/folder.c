/*
 * Prepares /run/netns like `ip netns add`: as a mount point with shared propagation. Other mount namespaces, older or
 * newer, then see the namespaces that are mounted in it.
 */
#include "folder.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "channel.h"

/*
 * Milliseconds to wait for the lock. `ip` holds it for less than one, but every local user can open the directory and
 * hold it indefinitely.
 */
#define LOCK_DEADLINE 500
#define LOCK_PAUSE 5

static bool make_shared(void) { return mount("", NETNS_RUN_DIR, "none", MS_SHARED | MS_REC, NULL) == 0; }

/**
 * Locks the directory, as `ip` does, so that two processes do not both mount it. After the deadline the directory is
 * prepared without the lock.
 */
static void lock(int folder) {
  const struct timespec pause = {.tv_nsec = LOCK_PAUSE * 1000 * 1000};
  for (int waited = 0; waited < LOCK_DEADLINE && !is_orphaned(); waited += LOCK_PAUSE) {
    if (flock(folder, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return;
    nanosleep(&pause, NULL);
  }
}

/**
 * Bind-mounts the directory on itself. It stays in the peer group of the mount below, so mount namespaces with a copy
 * of that one see changes.
 */
static bool mount_folder(struct outcome *outcome) {
  /* another process may have mounted it while this one waited for the lock */
  if (make_shared()) return true;
  if (errno != EINVAL) return fail(outcome, "mount");
  if (mount(NETNS_RUN_DIR, NETNS_RUN_DIR, "none", MS_BIND | MS_REC, NULL) != 0) return fail(outcome, "mount");
  return make_shared() || fail(outcome, "mount");
}

bool prepare_folder(struct outcome *outcome) {
  if (mkdir(NETNS_RUN_DIR, 0755) != 0 && errno != EEXIST) return fail(outcome, "mkdir");
  if (make_shared()) return true;
  /* EINVAL: it is not a mount point yet */
  if (errno != EINVAL) return fail(outcome, "mount");
  const int folder = open(NETNS_RUN_DIR, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return fail(outcome, "open");
  lock(folder);
  const bool mounted = is_orphaned() ? fail_with(outcome, ECANCELED, "flock") : mount_folder(outcome);
  /* releases the lock */
  close(folder);
  return mounted;
}
