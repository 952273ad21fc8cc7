/* folder.c: prepares /run/netns for mounts that other mount namespaces see. */
#ifndef RTNL_SETNS_FOLDER_H
#define RTNL_SETNS_FOLDER_H

#include <stdbool.h>

#include "outcome.h"

#define NETNS_RUN_DIR "/run/netns"

bool prepare_folder(struct outcome *outcome);

#endif
