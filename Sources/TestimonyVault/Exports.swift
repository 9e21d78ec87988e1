// What users of this library need beside `Vault` itself: the values that it takes and gives.
@_exported public import AgeFiles
@_exported public import Desk
@_exported public import Exchange
@_exported public import Outside
@_exported public import Passphrases
@_exported public import Sealing
@_exported public import Statements
@_exported public import SystemPackage
@_exported public import VaultStore
