public import Statements
import Terminal

extension Sentence {
    /// What is no sentence of this room, as it is: data, or what was said below.
    public static func plain(_ text: String) -> Sentence {
        Sentence("\(text)")
    }

    /// Between what stands in a list.
    static let listSeparator = Sentence(", ")
    /// Between the thousands of a number.
    static let digitSeparator = Sentence(",")

    /// `812 bytes`, `4.2 KiB`.
    static func size(_ byteCount: Int64) -> Sentence {
        if byteCount < 1024 { return Sentence("\(byteCount, "# byte", "# bytes")") }
        var value = Double(byteCount)
        var exponent = 0
        while value >= 1024, exponent < 4 {
            value /= 1024
            exponent += 1
        }
        let tenths = Int64((value * 10).rounded())
        let (whole, tenth) = (tenths / 10, tenths % 10)
        return switch exponent {
        case 1: Sentence("\(whole).\(tenth) KiB")
        case 2: Sentence("\(whole).\(tenth) MiB")
        case 3: Sentence("\(whole).\(tenth) GiB")
        default: Sentence("\(whole).\(tenth) TiB")
        }
    }

    /// What somebody is.
    public static func role(_ role: Role) -> Sentence {
        switch role {
        case .recorder: Sentence("recorder")
        case .coordinator: Sentence("coordinator")
        case .keeper: Sentence("keeper")
        }
    }

    // MARK: People

    /// Somebody by the name on their card; marked where nobody compared their safety number.
    public static func person(_ name: String, isEnrolled: Bool = true) -> Sentence {
        isEnrolled ? Sentence("\(quoted: name)") : Sentence("UNVERIFIED \(quoted: name)")
    }

    /// Some people, one after the other.
    static func people(_ names: [String]) -> Sentence {
        Sentence("\(list: names.map { person($0) })")
    }

    /// Some people together, as in `for "Nodira", "Behi" and "Anor"`.
    static func allPeople(_ names: [String]) -> Sentence {
        guard let last = names.last, names.count > 1 else { return people(names) }
        return Sentence("\(list: names.dropLast().map { person($0) }) and \(quoted: last)")
    }

    /// What a card says of its owner.
    public static func card(_ name: String, _ role: Role, _ device: String) -> Sentence {
        Sentence("\(quoted: name), \(Sentence.role(role)), \(device)")
    }

    /// What somebody sent, or what a bundle holds.
    static func contents(_ records: Int, _ attachments: Int) -> Sentence {
        attachments == 0
            ? Sentence("\(records, "# testimony", "# testimonies")")
            : Sentence(
                """
                \(records, "# testimony", "# testimonies"), \
                \(attachments, "# attachment", "# attachments")
                """)
    }
}
