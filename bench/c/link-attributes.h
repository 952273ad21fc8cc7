/* Finds the attributes of RTM_NEWLINK: the callback of mnl_attr_parse() for an array of IFLA_MAX + 1 pointers. */
#ifndef BENCH_LINK_ATTRIBUTES_H
#define BENCH_LINK_ATTRIBUTES_H

#include <libmnl/libmnl.h>
#include <linux/if_link.h>

static int find_link_attribute(const struct nlattr *attribute, void *found) {
  if (mnl_attr_type_valid(attribute, IFLA_MAX) >= 0)
    ((const struct nlattr **)found)[mnl_attr_get_type(attribute)] = attribute;
  return MNL_CB_OK;
}

#endif
