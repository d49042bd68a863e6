export const charts = {
  menu: 'Menú del gráfico {title}',
  savePng: 'Guardar como PNG',
  saveSvg: 'Guardar como SVG',
  saveCsv: 'Guardar los números como CSV',
  copy: 'Copiar imagen',
  copied: 'Imagen copiada',
  copyFailed: 'No se pudo copiar la imagen',
  saveFailed: 'No se guardó el gráfico',
  tooLarge: 'la imagen es demasiado grande',
  notDrawn: 'aún no está dibujado',
  resetZoom: 'Restablecer el zoom',
  pointsOf: '{shown} de {recorded} puntos',
}
