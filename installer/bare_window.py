"""A bare window of PySide6: frozen as the program is, its start is what the program's is held against."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow

if __name__ == "__main__":
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication(["wuyou"])
    window = QMainWindow()
    window.resize(1366, 768)
    window.show()
    app.exec()
