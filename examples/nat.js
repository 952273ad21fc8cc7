/** Ways out: packets leave with the host's own address. */
import { Nftables } from 'rtnl/nftables'

/** Does something with the host's rules. */
export const withRules = async (work) => {
  const nft = await Nftables.open()
  try {
    return await work(nft)
  } finally {
    nft.close()
  }
}

/** Written as iptables writes it, so that `iptables -t nat -L` lists it. */
export const masquerade = (how) => withRules((nft) => nft.nat.iptables.masquerade(how))
