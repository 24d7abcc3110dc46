export function Logo() {
  return (
    <span className="logo">
      <img src="/logo.svg" alt="" width={26} height={26} />
      Switchyard
    </span>
  )
}
