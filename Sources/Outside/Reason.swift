/// A fact of what went wrong: a case of some room's error, with its data. It holds no sentence, no plaintext and
/// no key; `Words` has the sentence.
public protocol Reason: Error, Hashable, Sendable {
    /// Who failed.
    var kind: VaultError.Kind { get }
    /// Its name, for programs: such as `otherRecord`. It stays the same in every language.
    var code: String { get }
}

extension Reason {
    /// The case's name, or that of the reason which it holds; the type's name where there are no cases.
    public var code: String {
        let mirror = Mirror(reflecting: self)
        guard mirror.displayStyle == .enum else { return "\(Self.self)".beginningSmall }
        guard let child = mirror.children.first, let label = child.label else { return "\(self)" }
        return (child.value as? any Reason)?.code ?? label
    }
}

extension String {
    fileprivate var beginningSmall: String { prefix(1).lowercased() + dropFirst() }
}

/// What nobody foresaw: a fault of this program, not of a person, a disk or a file.
public struct Unforeseen: Reason {
    /// The type of the error that came, and its case.
    public let what: String

    /// - Parameter error: is named by its type and case alone; what it holds may be anything.
    init(_ error: any Error) {
        let mirror = Mirror(reflecting: error)
        let name = mirror.displayStyle == .enum ? mirror.children.first?.label : nil
        what = "\(type(of: error))" + (name.map { ".\($0)" } ?? "")
    }

    /// A fault of this program.
    public var kind: VaultError.Kind { .fault }
}

/// The person stopped it.
public struct Interruption: Reason {
    /// The person stopped it.
    public var kind: VaultError.Kind { .interrupted }
}
