/*
 * For the compiler __be16 and __u16 are one type, so it cannot tell network order from host order. Here the big-endian
 * types are others of the same size and alignment, and __builtin_types_compatible_p() sees which of them a member has.
 */
#ifndef RTNL_PROOF_TYPES_H
#define RTNL_PROOF_TYPES_H
#define __be16 rtnl_hidden_be16
#define __be32 rtnl_hidden_be32
#define __be64 rtnl_hidden_be64
#include_next <linux/types.h>
#undef __be16
#undef __be32
#undef __be64
typedef _Float16 __be16;
typedef _Float32 __be32;
typedef _Float64 __be64;
#endif
