@echo off
rem The command line of Descent; see "descent --help". Needs Node 24.15 or newer on PATH.
node -e "const [a,b]=process.versions.node.split('.').map(Number);process.exit(a>24||(a===24&&b>=15)?0:1)" 2>nul
if errorlevel 1 (
  echo Descent needs Node 24.15 or newer. Install it from the Node website, then try again. 1>&2
  exit /b 1
)
node "%~dp0..\tools\descent.ts" %*
exit /b %errorlevel%
