import Glibc

/// Columns and rows of a terminal.
package struct ScreenSize: Equatable, Sendable {
    package let columns: Int
    package let rows: Int

    package init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
    }

    /// Of the terminal behind an open file; 80 by 24 where it does not know.
    package init(ofFile file: Int32) {
        var size = winsize()
        // SAFETY: TIOCGWINSZ fills a `winsize`.
        let failed = unsafe ioctl(file, UInt(TIOCGWINSZ), &size) != 0
        self.init(
            columns: failed || size.ws_col == 0 ? 80 : Int(size.ws_col),
            rows: failed || size.ws_row == 0 ? 24 : Int(size.ws_row))
    }

    /// Of the terminal that shows the results; nil where that is none.
    package static var ofOutput: ScreenSize? {
        Terminal.showsOutput ? ScreenSize(ofFile: STDOUT_FILENO) : nil
    }

    /// Of the terminal that shows errors; nil where that is none.
    package static var ofErrors: ScreenSize? {
        Terminal.showsErrors ? ScreenSize(ofFile: STDERR_FILENO) : nil
    }
}
