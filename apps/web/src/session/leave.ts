/** Takes what was redeemed or asked for out of the address, where others could read it. */
export function leave(): void {
  history.replaceState(null, '', '/sign-in')
}
