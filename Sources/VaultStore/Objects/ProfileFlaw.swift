public import Outside

/// What of a testimony lasts no longer than classic cryptography: it was not sealed as the profile demands.
///
/// It opens all the same, and is not called verified. Source: the page *Sealing*, "Recipients".
public enum ProfileFlaw: String, Hashable, Sendable, Encodable {
    /// A stanza of another kind stands beside the hybrid ones: whoever has that key, or breaks it, opens the file.
    case classicStanza
    /// The same of an attachment.
    case classicAttachmentStanza
    /// The key to the attachments is of another kind.
    case classicAttachmentKey
}

extension ProfileFlaw: Reason {
    /// What came is not right.
    public var kind: VaultError.Kind { .refused }
}
